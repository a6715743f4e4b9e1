#!/bin/sh
# base-images.sh FOLDER NODE: makes stand-ins of the two images that the Dockerfile is FROM, for machines without a registry, as
# FOLDER/node.tar and FOLDER/runtime.tar (root file systems for `docker import`); does nothing when they are there.
#
#   node     Debian 12 with Node.js (the program NODE) and this machine's npm
#   runtime  what distroless cc-debian12 holds: glibc, libgcc, libstdc++, certificates, time zones and a user; no shell
#
# As root on Debian, with debootstrap. MIRROR names an archive other than deb.debian.org.
set -eu
[ $# = 2 ] || { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; exit 2; }
folder=$1 node=$2
[ ! -e "$folder/node.tar" ] || [ ! -e "$folder/runtime.tar" ] || exit 0
mkdir -p "$folder"
work=$(mktemp -d "$folder/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
base=$work/node
debootstrap --variant=minbase --include=ca-certificates,libatomic1,libstdc++6,netbase bookworm "$base" "${MIRROR:-http://deb.debian.org/debian}" >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; exit 1; }
rm -rf "$base"/var/cache/apt/archives/*.deb "$base"/var/lib/apt/lists/*

runtime=$work/runtime
mkdir -p "$runtime/tmp" "$runtime/etc/ssl/certs" "$runtime/usr/share"
chmod 1777 "$runtime/tmp"
for link in lib lib32 lib64 libx32 bin sbin; do
  [ ! -L "$base/$link" ] || { mkdir -p "$runtime/usr/$link"; ln -s "usr/$link" "$runtime/$link"; }
done
for package in libc6 libgcc-s1 libstdc++6 netbase; do
  # Files and links only: folders come along by themselves.
  sed 's#^/##' "$base/var/lib/dpkg/info/$package.list" "$base/var/lib/dpkg/info/$package:"*.list 2>/dev/null |
    (cd "$base" && while read -r path; do [ -d "$path" ] || echo "$path"; done) |
    tar -C "$base" -c -f - -T - 2>/dev/null | tar -C "$runtime" -x -f -
done
cp -a "$base/usr/share/zoneinfo" "$runtime/usr/share/"
cp "$base/etc/ssl/certs/ca-certificates.crt" "$runtime/etc/ssl/certs/"
printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$runtime/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' >"$runtime/etc/group"
tar -C "$runtime" -c -f "$folder/runtime.tar" .

cp -L "$node" "$base/usr/local/bin/node"
mkdir -p "$base/usr/local/lib/node_modules"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
cp -a "$npm" "$base/usr/local/lib/node_modules/"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$base/usr/local/bin/npm"
ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$base/usr/local/bin/npx"
tar -C "$base" -c -f "$folder/node.tar" .
