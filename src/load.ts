import { generate } from './drivers/http/generator-main.js';

// The load generator is a process of its own, so that it can have a core of its own, be watched,
// and be killed when it hangs.
generate(process);
