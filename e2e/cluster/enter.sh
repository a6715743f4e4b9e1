#!/bin/sh
# Makes a small cluster of fresh namespaces, then runs the rest of the arguments in the middle of it: 10.77.0.1 is the control
# plane, and each of the nodes node1 to node3 is a network namespace with the address 10.77.0.11 to 10.77.0.13.
#
#   unshare --mount --net --pid --fork --kill-child e2e/cluster/enter.sh SCRATCH COMMAND…
set -eu
scratch=$1
shift
mount --make-rprivate /
mkdir -p "$scratch/etc/upper" "$scratch/etc/work" /run/netns
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$scratch/etc/upper,workdir=$scratch/etc/work" /etc
mount -t tmpfs tmpfs /run/netns
mount -t proc proc /proc
ip link set lo up
ip link add nodes type bridge
ip addr add 10.77.0.1/24 dev nodes
ip link set nodes up
for n in 1 2 3; do
  ip netns add "node$n"
  ip link add "veth$n" type veth peer name eth0 netns "node$n"
  ip link set "veth$n" master nodes up
  ip -n "node$n" link set lo up
  ip -n "node$n" addr add "10.77.0.1$n/24" dev eth0
  ip -n "node$n" link set eth0 up
done
mkdir -p /etc/kubernetes/pki/etcd
exec "$@"
