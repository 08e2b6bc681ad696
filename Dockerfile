# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Not `npm ci`, which asks the lock file for the packages of all platforms: it names those of ours.
RUN npm install --no-save --omit=dev --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY web web
# What builds is among the packages for `npm start` after a clone; the image is built here.
RUN node_modules/.bin/tsc -p tsconfig.build.json \
 && node_modules/.bin/vite build --config web/vite.config.ts \
 && rm -rf node_modules/typescript node_modules/@typescript node_modules/vite node_modules/rolldown node_modules/@rolldown

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data PAGER_NO_INSTALL=1
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
COPY bin bin
COPY package.json ./
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 7243
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "bin/health-check.mjs"]
# The pager is process 1 itself: a stop reaches it, and it finishes what it began within 10 s.
STOPSIGNAL SIGTERM
# Young objects get more room than usual: each event makes many that live for one commit only.
CMD ["node", "--max-semi-space-size=32", "dist/main.js"]
