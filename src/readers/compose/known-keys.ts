/** The keys of the Compose Specification (as of 2025-12), for telling a mistyped key from an extension. */
export const TOP_LEVEL_KEYS: ReadonlySet<string> = new Set(
  'version name include services models networks volumes secrets configs'.split(' '),
);

export const SERVICE_KEYS: ReadonlySet<string> = new Set(
  (
    'annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count ' +
    'cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on ' +
    'deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname driver_opts entrypoint env_file ' +
    'environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation ' +
    'label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models ' +
    'network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop privileged ' +
    'profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size ' +
    'stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts ' +
    'volumes volumes_from working_dir'
  ).split(' '),
);

export const BUILD_KEYS: ReadonlySet<string> = new Set(
  (
    'additional_contexts args attest cache_from cache_to context dockerfile dockerfile_inline entitlements extra_hosts ' +
    'isolation labels network no_cache platforms privileged provenance pull sbom secrets shm_size ssh tags target ulimits'
  ).split(' '),
);

export const DEPLOY_KEYS: ReadonlySet<string> = new Set(
  'endpoint_mode labels mode placement replicas resources restart_policy rollback_config update_config'.split(' '),
);

export const RESOURCE_KEYS: ReadonlySet<string> = new Set(['limits', 'reservations']);
