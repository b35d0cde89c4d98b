/** The floor of memory and processor time: plays the streams as every contender's process does, and writes nothing. */
import { compete } from './contender.ts';

let begun: () => void;

compete({
  start: async ({ streams }, begin) => {
    begun = () => {
      for (const reply of streams.keys())
        begin(reply, async (tokens) => {
          for await (const _ of tokens);
        });
    };
  },
  asked: () => begun(),
});
