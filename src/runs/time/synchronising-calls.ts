/** `cudaMemcpy`, `hipMemcpyDtoH`, `cuMemcpyDtoH_v2`: the host waits until they are done. */
const BLOCKING_COPY = /^(?:cuda|hip|cu)Memcpy(?!.*(?:Async|Peer))/u;

/** `cudaFree`: waits for all work on the device, as its manual says. The caching allocator calls it only when short of memory. */
const BLOCKING_FREE = /^(?:cudaFree|hipFree|cuMemFree(?:_v2)?)$/u;

/** Whether a call of a runtime or driver (CUDA, HIP, Level Zero, any other) makes the host wait for the device. */
export function isSynchronisingCall(name: string): boolean {
  return /synchronize/iu.test(name) || BLOCKING_COPY.test(name) || BLOCKING_FREE.test(name);
}
