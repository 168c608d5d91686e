FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci --omit=dev && npm cache clean --force
COPY server server
# What operators run: npm run erase, export, import, rebuild-ledger, rotate-key.
COPY scripts/commands scripts/commands
COPY scripts/erase.ts scripts/export.ts scripts/import.ts scripts/rebuild-ledger.ts scripts/rotate-key.ts scripts/
ENV HOST=0.0.0.0 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "server/main.ts"]
