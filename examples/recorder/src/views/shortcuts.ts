/** Calls `press` for each key that is meant for the page: none that is typed into a field or belongs to a control. */
export function listenToShortcuts(press: (key: string) => boolean): void {
  document.addEventListener('keydown', (event) => {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || event.repeat || event.isComposing || hasModifier) return;
    const target = event.target instanceof Element ? event.target : undefined;
    if (target?.closest('input, textarea, select, [contenteditable]')) return;
    // Space presses the control that has the focus.
    if (event.key === ' ' && target?.closest('button, a, summary')) return;
    if (press(event.key)) event.preventDefault();
  });
}
