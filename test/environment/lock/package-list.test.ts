import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PACKAGE_SCRIPT, readPackageList } from '../../../src/environment/lock/package-list.js';
import { PYTHON, requireTool } from '../../setup/tools.js';

describe('the list of packages', () => {
  it('is in the order of names as pip compares them, each once, without what installs the others', () => {
    const output =
      'PyYAML==6.0.2\nzope.interface==7.2\npip==24.0\nnumpy==2.1.3\nnumpy==1.26.4\nruamel_yaml==0.18\ndone\n';
    expect(readPackageList(output)).toEqual([
      'numpy==2.1.3',
      'pyyaml==6.0.2',
      'ruamel-yaml==0.18',
      'zope-interface==7.2',
    ]);
  });

  it('holds nothing but names and versions, whatever the container says', () => {
    const output =
      'a==1 --index-url http://evil\n-r==1\nb==2; import os\nc==\n==3\nd @ file:///x\ne==1!2.0+cu126\ndone\n';
    expect(readPackageList(output)).toEqual(['e==1!2.0+cu126']);
  });

  it('is none when it does not come to its end', () => {
    expect(readPackageList('numpy==2.1.3\n')).toBeUndefined();
    expect(readPackageList('done\n')).toEqual([]);
  });

  it('is what a real Python says', (context) => {
    requireTool(context, PYTHON);
    const output = execFileSync('python3', ['-'], { input: PACKAGE_SCRIPT, encoding: 'utf8' });
    expect(readPackageList(output)).toBeDefined();
  });
});
