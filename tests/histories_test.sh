#!/bin/bash
# Forty random histories of eight months; tests/soak/histories has more and longer.
exec "$(dirname "$0")/soak/histories" 40 8
