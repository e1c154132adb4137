#!/bin/sh
# Starts what people use to work in the container. Host keys are made here, so that no two containers share one.
set -eu
ssh-keygen -A
/usr/sbin/sshd
exec su trainer -c 'jupyter lab --ip=0.0.0.0 --port=8888 --no-browser'
