#!/bin/sh
# Puts $BACKUP into an empty ARCHIVE_DIR and DATABASE_URL, and proves it. See docs/operations.md
set -eu
: "${ARCHIVE_DIR:?}" "${DATABASE_URL:?}" "${BACKUP:?the folder of the copy}"
khobao="${KHOBAO:-/srv/khobao/.venv/bin/khobao}"
refuse() {
  echo "$1: restore into an empty place; nothing was changed" >&2
  exit 1
}
case "$DATABASE_URL" in
sqlite:///*)
  file="${DATABASE_URL#sqlite:///}"
  [ ! -e "$file" ] || refuse "$file is there already"
  ;;
*)
  tables="$(psql --no-psqlrc -Atc 'SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()' "$DATABASE_URL")"
  [ "$tables" = 0 ] || refuse "the database holds $tables tables already"
  ;;
esac
mkdir -p "$ARCHIVE_DIR"
rsync --archive --ignore-existing "$BACKUP/warc/" "$ARCHIVE_DIR/warc/" # rows last: what was cut off can be run again
case "$DATABASE_URL" in
sqlite:///*)
  cp "$BACKUP/khobao.db" "$file.part"
  mv "$file.part" "$file"
  ;;
*)
  pg_restore --single-transaction --no-owner --dbname="$DATABASE_URL" "$BACKUP/khobao.dump"
  ;;
esac
"$khobao" verify --repair || true # article files are made from the rows, a WARC file that was being written is closed
"$khobao" verify
