import type { FrameHandler } from '../../../../../src/proxy/wire/h2/frames/handler.ts';

/** A handler that does nothing: what a test overrides is what it looks at. */
export class Silent implements FrameHandler {
  onData(_id: number, _ends: boolean, _bytes: Buffer, _start: number, _end: number, _octets: number): void {}
  onHeaders(_id: number, _ends: boolean, _bytes: Buffer, _start: number, _end: number): void {}
  onPriority(_id: number): void {}
  onReset(_id: number, _code: number): void {}
  onSetting(_id: number, _value: number): void {}
  onSettingsEnd(): void {}
  onSettingsAck(): void {}
  onPing(_ack: boolean, _bytes: Buffer, _start: number): void {}
  onGoaway(_last: number, _code: number, _bytes: Buffer, _start: number, _end: number): void {}
  onWindowUpdate(_id: number, _increment: number): void {}
  onUnknown(_type: number, _id: number): void {}
  onStreamError(_id: number, _code: number, _reason: string): void {}
  onError(_code: number, _reason: string): void {}
}
