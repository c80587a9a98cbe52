#!/bin/bash
# Fifty random merges and back; tests/soak/merge does a thousand.
exec "$(dirname "$0")/soak/merge" 50
