# Image of `binnacle`: server, agent, demo and tools. docs/decisions/0762 tells why it is made this way.
#
#   docker build -t binnacle:0.1.0 .
#
# Behind a mirror, name its images: --build-arg NODE_IMAGE=… --build-arg RUNTIME_IMAGE=…
# Where npm needs settings or a certificate authority of its own (none of it stays in the image):
#   --secret id=npmrc,src=$HOME/.npmrc --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt
ARG NODE_IMAGE=node:26-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
# The console and the bundle are made with everything, then only what runs stays.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca \
    if [ -f /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi \
 && npm ci --no-audit --no-fund \
 && npm run build \
 && node tools/bundle.ts \
 && rm -rf node_modules apps/console/node_modules apps/console/src \
 && npm ci --no-audit --no-fund --omit=dev --workspace @binnacle/cli \
 && mkdir -p /empty/data /empty/token /root-owned/queue /libraries \
 # Recent Node.js needs libatomic, which the runtime image has not.
 && ldd /usr/local/bin/node | awk '/libatomic/ { print $3 }' | xargs -r cp -L --target-directory=/libraries

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Binnacle" \
      org.opencontainers.image.description="Self-hosted observability for Kubernetes and Istio" \
      org.opencontainers.image.source="https://github.com/binnacle/binnacle" \
      org.opencontainers.image.url="https://github.com/binnacle/binnacle" \
      org.opencontainers.image.documentation="https://github.com/binnacle/binnacle/tree/main/docs" \
      org.opencontainers.image.vendor="The Binnacle authors" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /libraries/ /usr/lib/
COPY --from=build /app/LICENSE /app/package.json /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/packages /app/packages
COPY --from=build /app/apps /app/apps
COPY --from=build --chown=65532:65532 /empty/ /
# The agent's: root without its powers may write only what is its own.
COPY --from=build /root-owned/ /
ENV NODE_ENV=production
# Nobody in particular. The agent of the manifests runs as root without capabilities, because of the files that it reads.
USER 65532:65532
WORKDIR /data
EXPOSE 9630
ENTRYPOINT ["/usr/local/bin/node", "--disable-warning=ExperimentalWarning", "/app/apps/cli/dist/start.js"]
CMD ["--help"]
