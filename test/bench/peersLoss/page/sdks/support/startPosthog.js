import posthog from 'posthog-js';

export async function startPosthog(url, options) {
  posthog.init('key', {
    api_host: url,
    persistence: 'localStorage',
    // 10 a second by default; what is over it is dropped, which is not what is measured here.
    rate_limiting: { events_per_second: 1_000, events_burst_limit: 10_000 },
    // Events of headless browsers are dropped by default.
    opt_out_useragent_filter: true,
    // What would come from its servers, and events of its own.
    advanced_disable_flags: true,
    autocapture: false,
    capture_pageview: false,
    capture_pageleave: false,
    disable_session_recording: true,
    disable_surveys: true,
    disable_external_dependency_loading: true,
    ...options,
  });
  return (label) => void posthog.capture('said', { label });
}
