FROM node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS base
WORKDIR /app

# Generates the database's client and builds the widget's parts, with the development dependencies.
FROM base AS build
COPY . .
RUN npm ci

FROM base AS production
COPY package.json package-lock.json ./
COPY scripts/after-install.js scripts/
RUN npm ci --omit=dev

FROM base
COPY package.json ./
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist/parts dist/parts
COPY --from=build /app/server server
COPY prisma/migrations prisma/migrations
# What operators run: npm run erase, export, import, move-database, rebuild-ledger, rotate-key.
COPY scripts/commands scripts/commands
COPY scripts/move-database scripts/move-database
COPY scripts/erase.ts scripts/export.ts scripts/import.ts scripts/move-database.ts scripts/rebuild-ledger.ts scripts/rotate-key.ts scripts/
# The file system is read-only: what a start compiles cannot be kept.
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data NODE_DISABLE_COMPILE_CACHE=1
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--preserve-symlinks", "--max-semi-space-size=4", "server/start.js"]
