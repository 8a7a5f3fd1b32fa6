# The relay on a machine of one's own: docs/SELFHOST.md. Built from the folder of the whole project, since it is one.
FROM node:24.21.0-bookworm AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm run relay:build -- --out /app

FROM node:24.21.0-bookworm-slim
# What workerd believes the Hub's certificate by; the slim image has none.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
WORKDIR /app
USER node
ENV HOST=* PORT=8080 DATA_DIR=/data
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "serve.js", "--health"]
CMD ["node", "serve.js"]
