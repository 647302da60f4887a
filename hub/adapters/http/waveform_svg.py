"""A waveform as a picture: one path, mirrored about its middle, as wide and high as it is drawn.

The page uses it as a mask, so it has no colour of its own and fits every theme.
"""

LOUD_ENOUGH = 32
"""Of 255. What is nowhere louder is drawn as soft as it is; all else fills the height."""


def svg(peaks: bytes) -> str:
    """Draw peaks, a byte each."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -1 {max(1, len(peaks))} 2"'
    scale = 1 / max(LOUD_ENOUGH, *peaks, 0)
    heights = [f"{peak * scale:.3g}" for peak in peaks]
    above = "".join(f"V-{height}h1" for height in heights)
    below = "".join(f"V{height}h-1" for height in reversed(heights))
    return f'{head} preserveAspectRatio="none"><path d="M0 0{above}{below}Z"/></svg>'
