# One image, three commands: setup, api, worker. glibc, because Temporal's native bridge needs it.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# `generate` runs in WebAssembly; naming any executable keeps it from fetching an engine it does not need.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate \
  && npx tsc -p tsconfig.json \
  && npx tsc -p web/tsconfig.json \
  && npx vite build web \
  && node dist/activities/bundle.js \
  && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/web/dist ./web/dist
USER node
CMD ["node", "dist/api/server.js"]
