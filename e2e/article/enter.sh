#!/bin/sh
# Makes of a fresh mount and network namespace the machine of the reference article, then runs the rest of the arguments:
# the address of its etcd on loopback, and folders of its own for /etc/kubernetes and /usr/local/datakit.
#
#   unshare --mount --net --pid --fork --kill-child e2e/article/enter.sh SCRATCH COMMAND…
set -eu
scratch=$1
shift
mount --make-rprivate /
overlay() {
  mkdir -p "$scratch/$1/upper" "$scratch/$1/work"
  mount -t overlay overlay -o "lowerdir=$2,upperdir=$scratch/$1/upper,workdir=$scratch/$1/work" "$2"
}
overlay etc /etc
overlay local /usr/local
mount -t proc proc /proc
ip link set lo up
ip addr add 172.16.0.229/32 dev lo
exec "$@"
