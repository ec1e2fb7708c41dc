#!/usr/bin/env bash
# Holds the recipes of CONTRIBUTING.md against the code: the files that they name exist, and code that names an activation, a
# loss, an optimizer or a metric stands in no other file.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
complain() {
  echo "CONTRIBUTING.md: $*" >&2
  status=1
}

# The paths in the section under a heading; all of them without one.
paths_under() {
  awk -v heading="### $1" '/^### /{inside = $0 == heading} inside || heading == "### "' CONTRIBUTING.md |
    grep -oE '`[a-z_]+(/[A-Za-z_]+)+/?(\.[a-z]+)?`' | tr -d '`' | sort -u
}

for path in $(paths_under ''); do
  [ -e "$path" ] || complain "there is no $path"
done

# Files of the product that match a pattern must be in the recipe.
check_recipe() {
  local heading=$1 pattern=$2 file
  local listed
  listed=$(paths_under "$heading")
  [ -n "$listed" ] || complain "no recipe '$heading'"
  for file in $(grep -rlE "$pattern" include host cuda --include='*.hpp' --include='*.cpp' --include='*.cu' \
    --include=CMakeLists.txt); do
    grep -qxF "$file" <<<"$listed" || complain "the recipe '$heading' leaves out $file"
  done
}
check_recipe 'An activation' '\<gelu\>'
check_recipe 'A loss' '\<(cross_entropy|squared_error)\>'
check_recipe 'An optimizer' '\<(AdamW|adamw)\>'
check_recipe 'A metric' '\<(mae|macro)\>'
exit $status
