// The little of Node that the samples use, so that they compile without its types.
declare module "node:fs" {
  export function existsSync(path: string): boolean;
  export function readFileSync(path: string, encoding: "utf-8"): string;
  export function renameSync(from: string, to: string): void;
  export function writeFileSync(path: string, text: string): void;
}

declare module "node:http" {
  export interface IncomingMessage {
    url?: string;
    headers: { cookie?: string };
  }
  export interface ServerResponse {
    writeHead(status: number, headers?: Record<string, string>): ServerResponse;
    write(text: string): boolean;
    end(): void;
    destroy(): void;
    on(event: "close", listener: () => void): void;
  }
  export function createServer(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): { listen(port: number, host: string): void };
}

declare const process: { argv: string[]; env: Record<string, string | undefined> };
