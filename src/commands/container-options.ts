import { optionRows, optionTable } from './options.js';

/** What an option of `docker run` says about the container; `ignored` ones are known but say nothing that is drawn. */
export type ContainerMeaning =
  | 'ignored'
  | 'name'
  | 'publish'
  | 'publishAll'
  | 'expose'
  | 'volume'
  | 'mount'
  | 'tmpfs'
  | 'volumesFrom'
  | 'gpus'
  | 'device'
  | 'runtime'
  | 'memory'
  | 'cpus'
  | 'cpuQuota'
  | 'cpuPeriod'
  | 'pids'
  | 'sharedMemory'
  | 'environment'
  | 'text'
  | 'switch';

/**
 * Every option of `docker run` 28 and `podman run` 5, and those that nerdctl adds, with what it takes.
 * Sources: docs.docker.com/reference/cli/docker/container/run, docs.podman.io/en/latest/markdown/podman-run.1.html.
 */
export const CONTAINER_OPTIONS = optionTable(
  optionRows('value', 'name', 'name'),
  optionRows('value', 'publish', 'publish,p'),
  optionRows('none', 'publishAll', 'publish-all,P'),
  optionRows('value', 'expose', 'expose'),
  optionRows('value', 'volume', 'volume,v'),
  optionRows('value', 'mount', 'mount'),
  optionRows('value', 'tmpfs', 'tmpfs'),
  optionRows('value', 'volumesFrom', 'volumes-from'),
  optionRows('value', 'gpus', 'gpus'),
  optionRows('value', 'device', 'device'),
  optionRows('value', 'runtime', 'runtime'),
  optionRows('value', 'memory', 'memory,m'),
  optionRows('value', 'cpus', 'cpus'),
  optionRows('value', 'cpuQuota', 'cpu-quota'),
  optionRows('value', 'cpuPeriod', 'cpu-period'),
  optionRows('value', 'pids', 'pids-limit'),
  optionRows('value', 'sharedMemory', 'shm-size'),
  optionRows('value', 'environment', 'env,e'),
  optionRows(
    'value',
    'text',
    'user,u workdir,w network,net ipc pid restart hostname,h entrypoint security-opt cap-add ulimit platform env-file ' +
      'health-cmd secret',
  ),
  optionRows('none', 'switch', 'privileged read-only interactive,i tty,t rm detach,d init no-healthcheck'),
  optionRows(
    'value',
    'ignored',
    'add-host annotation attach,a blkio-weight blkio-weight-device cap-drop cgroup-parent cgroupns cidfile cpu-count ' +
      'cpu-percent cpu-rt-period cpu-rt-runtime cpu-shares,c cpuset-cpus cpuset-mems detach-keys device-cgroup-rule ' +
      'device-read-bps device-read-iops device-write-bps device-write-iops dns dns-opt dns-option dns-search domainname ' +
      'group-add health-interval health-retries health-start-interval health-start-period health-timeout io-maxbandwidth ' +
      'io-maxiops ip ip6 isolation kernel-memory label,l label-file link link-local-ip log-driver log-opt mac-address ' +
      'memory-reservation memory-swap memory-swappiness net-alias network-alias oom-score-adj pull stop-signal ' +
      'stop-timeout storage-opt sysctl userns uts volume-driver',
  ),
  optionRows('none', 'ignored', 'disable-content-trust help oom-kill-disable quiet,q sig-proxy use-api-socket'),
  // Podman only.
  optionRows(
    'value',
    'ignored',
    'arch authfile cgroup-conf cgroups chrootdirs conmon-pidfile creds decryption-key env-merge gidmap group-entry ' +
      'health-log-destination health-max-log-count health-max-log-size health-on-failure health-startup-cmd ' +
      'health-startup-interval health-startup-retries health-startup-success health-startup-timeout hosts-file hostuser ' +
      'image-volume init-path intel-rdt-closid os passwd-entry personality pidfile pod pod-id-file preserve-fd ' +
      'preserve-fds rdt-class requires retry retry-delay sdnotify seccomp-policy shm-size-systemd subgidname subuidname ' +
      'systemd timeout tz uidmap umask unsetenv variant',
  ),
  optionRows(
    'none',
    'ignored',
    'env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace rmi rootfs tls-verify unsetenv-all',
  ),
  // nerdctl only.
  optionRows('value', 'ignored', 'cosign-key verify ipfs-address'),
);
