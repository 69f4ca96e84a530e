#!/bin/sh
# Prints whether a model writes text: `lookup.sh ADDRESS ID ...`; ADDRESS is that of the site, ID that of a record, present or former.
set -eu
site="${1%/}"
shift
for id in "$@"; do
  record="$(curl --fail --silent --show-error "$site/api/v1/models/$id.json")" || { echo "$id: unknown"; continue; }
  case "$record" in
    *'"writes_text":"yes"'*) echo "$id: writer" ;;
    *) echo "$id: not a writer" ;;
  esac
done
