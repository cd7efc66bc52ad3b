import type { Profile, ProfileName } from './profile.ts';

/** How each profile is loaded: a run pays for the one it uses. */
const LOADERS: Readonly<Record<ProfileName, () => Promise<Profile>>> = {
  istio: async () => (await import('./istio/profile.ts')).istioProfile,
  'istio-cni': async () => (await import('./istio-cni/profile.ts')).istioCniProfile,
  'istio-2018': async () => (await import('./istio-2018/profile.ts')).istio2018Profile,
  'istio-ambient': async () => (await import('./ambient/profile.ts')).ambientProfile,
  linkerd: async () => (await import('./linkerd/profile.ts')).linkerdProfile,
  kuma: async () => (await import('./kuma/profile.ts')).kumaProfile,
};

/** The profile of a name. */
export function loadProfile(name: ProfileName): Promise<Profile> {
  return LOADERS[name]();
}
