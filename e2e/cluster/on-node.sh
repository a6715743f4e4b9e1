#!/bin/sh
# Runs a command on a node made by enter.sh. `without`: the folder of etcd's certificates is empty there, as on a worker.
#
#   e2e/cluster/on-node.sh node1 with|without COMMAND…
set -eu
node=$1
certificates=$2
shift 2
[ "$certificates" = with ] || exec ip netns exec "$node" sh -c 'mount -t tmpfs tmpfs /etc/kubernetes/pki/etcd && exec "$@"' sh "$@"
exec ip netns exec "$node" "$@"
