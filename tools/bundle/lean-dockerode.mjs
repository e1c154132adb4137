/**
 * esbuild plugin: dockerode brings an SSH client with native code, gRPC, protobuf and a packer of folders, for engines on
 * other machines, for registries' passwords during a build, and for contexts on disk. torchdock has none of these (an engine
 * is reached by its socket, a context is made in memory), so the bundle carries a stub that says so where each would be.
 */
const UNUSED = /^(?:ssh2|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|tar-fs|@balena\/dockerignore)$/;

const stub = (name) => `const refuse = () => { throw new Error('torchdock is built without ${name}'); };
module.exports = new Proxy(refuse, { get: (target, key) => (key in target ? target[key] : refuse) });`;

export const leanDockerode = {
  name: 'lean-dockerode',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path, importer }) =>
      /node_modules[\\/](?:dockerode|docker-modem)[\\/]/.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({ contents: stub(path), loader: 'js' }));
  },
};
