/** The keys of devcontainer.json (containers.dev, "Metadata Reference", as of 2025-12), and those of older versions. */
export const DEVCONTAINER_KEYS: ReadonlySet<string> = new Set(
  (
    '$schema name forwardPorts portsAttributes otherPortsAttributes containerEnv remoteEnv containerUser remoteUser ' +
    'updateRemoteUserUID userEnvProbe overrideCommand shutdownAction init privileged capAdd securityOpt mounts features ' +
    'overrideFeatureInstallOrder customizations secrets image build appPort workspaceMount workspaceFolder runArgs ' +
    'dockerComposeFile service runServices initializeCommand onCreateCommand updateContentCommand postCreateCommand ' +
    'postStartCommand postAttachCommand waitFor hostRequirements dockerFile context extensions settings devPort id'
  ).split(' '),
);
