/** Vitest reporter: names each skipped test with its reason and closes with `N passed, N failed, N skipped`. */
export default class ClosingLine {
  onTestRunEnd(modules) {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skipped = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        counts[state] += 1;
        if (state === 'skipped') skipped.push(`skipped: ${test.fullName}${note ? ` (${note})` : ''}`);
      }
    }
    for (const line of skipped) console.log(line);
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
