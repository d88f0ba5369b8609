# syntax=docker/dockerfile:1

# The engine needs glibc: no Alpine.
ARG NODE_VERSION=22.23.2
ARG DISTRIBUTION=bookworm-slim

# Runs on the platform of the image, not on that of the builder: packages with binaries are installed here.
FROM node:${NODE_VERSION}-${DISTRIBUTION} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY bin ./bin
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE_VERSION}-${DISTRIBUTION}
LABEL org.opencontainers.image.title="ctrain" \
      org.opencontainers.image.description="Measures drift per business slice, and starts the training once when the score has dropped" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    CTRAIN_CACHE_DIR=/var/cache/ctrain
# Any user may write there. A volume takes that over, on Fargate only where it is declared here.
RUN install -d -o node -g node -m 1777 /var/cache/ctrain && ln -s /app/bin/ctrain.js /usr/local/bin/ctrain
VOLUME ["/var/cache/ctrain", "/tmp"]
COPY package.json LICENSE CHANGELOG.md /app/
COPY bin /app/bin
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
# By number, so that Kubernetes knows that it is not root.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["node", "/app/bin/ctrain.js"]
CMD ["--help"]
