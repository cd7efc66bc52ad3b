/** Which image the proxy and the init container run. */
import { asString, getIn } from '../model/json.ts';
import { goFloat } from '../yaml/go-scalar.ts';
import { PROXY_IMAGE, PROXY_IMAGE_TYPE } from './constants.ts';

const IMAGE_TYPES = ['-distroless', '-debug'] as const;

/** A tag with its image type replaced: `default` means no suffix, an empty type leaves the tag alone. */
function typedTag(tag: string, type: string): string {
  if (type === '') return tag;
  const bare = IMAGE_TYPES.find((suffix) => tag.endsWith(suffix));
  const base = bare === undefined ? tag : tag.slice(0, -bare.length);
  return type === 'default' ? base : `${base}-${type}`;
}

function imageOf(values: unknown, name: string, type: string): string {
  if (name.includes('/')) return name;
  const hub = getIn(values, ['global', 'hub']);
  const tag = getIn(values, ['global', 'tag']);
  const suffix =
    tag === undefined || tag === null || tag === ''
      ? ''
      : `:${typedTag(typeof tag === 'number' ? goFloat(tag) : String(tag), type)}`;
  return hub === undefined || hub === null || hub === '' ? `${name}${suffix}` : `${String(hub)}/${name}${suffix}`;
}

/** The proxy's image by values, the ProxyConfig's image type and the annotation; `sidecar.istio.io/proxyImage` is the template's business. */
export function proxyImage(
  values: unknown,
  proxyConfig: unknown,
  annotations: Readonly<Record<string, string>>,
): string {
  const byConfig = asString(getIn(proxyConfig, ['image', 'imageType'])) ?? '';
  const variant = asString(getIn(values, ['global', 'variant'])) ?? '';
  const type = annotations[PROXY_IMAGE_TYPE] || byConfig || variant;
  return imageOf(values, asString(getIn(values, ['global', 'proxy', 'image'])) || 'proxyv2', type);
}

/** The init container's image: the annotation `proxyImage` as it stands, else as the proxy's but without the ProxyConfig's image type. */
export function proxyInitImage(values: unknown, annotations: Readonly<Record<string, string>>): string {
  const annotated = annotations[PROXY_IMAGE];
  if (annotated) return annotated;
  const type = annotations[PROXY_IMAGE_TYPE] || (asString(getIn(values, ['global', 'variant'])) ?? '');
  return imageOf(values, asString(getIn(values, ['global', 'proxy_init', 'image'])) || 'proxyv2', type);
}
