#!/bin/sh
# Puts $BACKUP into an empty ARCHIVE_DIR and DATABASE_URL, and proves it. See docs/operations.md
set -eu
: "${ARCHIVE_DIR:?}" "${DATABASE_URL:?}" "${BACKUP:?the folder of the copy}"
khobao="${KHOBAO:-/srv/khobao/.venv/bin/khobao}"
mkdir -p "$ARCHIVE_DIR"
rsync --archive "$BACKUP/warc/" "$ARCHIVE_DIR/warc/"
case "$DATABASE_URL" in
sqlite:///*)
  file="${DATABASE_URL#sqlite:///}"
  [ ! -e "$file" ] || { echo "$file is there already: restore into an empty place" >&2; exit 1; }
  cp "$BACKUP/khobao.db" "$file"
  ;;
*)
  pg_restore --exit-on-error --no-owner --dbname="$DATABASE_URL" "$BACKUP/khobao.dump"
  ;;
esac
"$khobao" verify --repair || true # article files are made from the rows, a WARC file that was being written is closed
"$khobao" verify
