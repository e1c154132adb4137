/**
 * The fonts that drawings name. Widths are measured for Arial, which Liberation Sans equals glyph by glyph; the others
 * stand there so that a viewer without font fallback still finds Chinese, Japanese and Korean on Linux, macOS and Windows.
 */
export const FONT_FAMILY =
  'Arial, "Liberation Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "DejaVu Sans", sans-serif';
