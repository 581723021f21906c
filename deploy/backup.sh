#!/bin/sh
# Copies a running archive into $BACKUP: rows first, then the bytes that they point to. See docs/operations.md
set -eu
: "${ARCHIVE_DIR:?}" "${DATABASE_URL:?}" "${BACKUP:?a folder for the copy}"
mkdir -p "$BACKUP/warc"
case "$DATABASE_URL" in
sqlite:*)
  rm -f "$BACKUP/khobao.db.new"
  "${KHOBAO:-/srv/khobao/.venv/bin/khobao}" db backup "$BACKUP/khobao.db.new"
  mv "$BACKUP/khobao.db.new" "$BACKUP/khobao.db"
  ;;
*)
  pg_dump --format=custom --file="$BACKUP/khobao.dump.new" "$DATABASE_URL"
  mv "$BACKUP/khobao.dump.new" "$BACKUP/khobao.dump"
  ;;
esac
mkdir -p "$ARCHIVE_DIR/warc"
until rsync --archive --delete "$ARCHIVE_DIR/warc/" "$BACKUP/warc/"; do
  [ $? = 24 ] || exit 1 # 24: a file was closed or taken up again, and so renamed, meanwhile; the next turn copies it
done
