import { clickSource } from './sources/click.js';
import { dataclassParsersSource } from './sources/dataclass-parsers.js';
import { fireSource } from './sources/fire.js';
import { flagsSource } from './sources/flags.js';
import { hydraSource, hydraUtilsSource } from './sources/hydra.js';
import { namesSource } from './sources/names.js';
import { typerSource } from './sources/typer.js';

/** Modules that are read as they are written here, in Python. */
export const OPTION_SOURCES: Readonly<Record<string, string>> = {
  __words__: namesSource,
  click: clickSource,
  rich_click: clickSource,
  typer: typerSource,
  fire: fireSource,
  hydra: hydraSource,
  'hydra.utils': hydraUtilsSource,
  __dataclass_parsers__: dataclassParsersSource,
  simple_parsing: `from __dataclass_parsers__ import *\nfrom __dataclass_parsers__ import parse_one as parse, SimpleParser as ArgumentParser\nfrom dataclasses import field\n`,
  tyro: 'from __dataclass_parsers__ import cli\n',
  jsonargparse: 'from __dataclass_parsers__ import CLI, auto_cli\nfrom argparse import *\n',
  draccus: 'from __dataclass_parsers__ import parse_one as parse, wrap\n',
  pyrallis: 'from __dataclass_parsers__ import parse_one as parse, wrap\n',
  tap: 'from __dataclass_parsers__ import Tap\n',
  absl: 'from absl import flags, app, logging\n',
  'absl.flags': flagsSource,
  'absl.app': 'from absl.flags import run\n',
  'absl.logging': 'from logging import *\n',
  ml_collections: 'from __words__ import ConfigDict, FrozenConfigDict\nfrom ml_collections import config_flags\n',
  'ml_collections.config_flags': 'from absl.flags import DEFINE_config_file, DEFINE_config_dict\n',
  easydict: 'from __words__ import ConfigDict as EasyDict\n',
  addict: 'from __words__ import ConfigDict as Dict\n',
  munch: 'from __words__ import ConfigDict as Munch, ConfigDict as DefaultMunch, munchify\n',
  box: 'from __words__ import ConfigDict as Box\n',
  dotenv:
    'def load_dotenv(*args, **kwargs): return True\ndef find_dotenv(*args, **kwargs): return ".env"\ndef dotenv_values(*args, **kwargs): return {}\n',
};
