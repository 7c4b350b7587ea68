import type { Attribution } from '@/api/types';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { drawn, heightOf, pictureOf } from './picture';
import { useChannelName } from './useChannelName';
import { useWorth } from './useWorth';

/** A row for each model of each channel; the heading of the share says of what. */
export const useFiles: UseFiles<Attribution> = (d, question) => {
  const { nameOf, modelName } = useChannelName();
  const worth = useWorth(question);
  if (!d) return null;
  const share = worth.summed ? 'share_of_value' : 'share_of_conversions';
  return {
    csv: () => [['channel', 'model', 'conversions', 'value', share, 'touches', 'people', 'touched', 'assisted', 'as_of'], ...d.channels.flatMap((c) => d.models.map((m, i): CsvCell[] => [nameOf(c), m, c.models[i]?.conversions, c.models[i]?.value, c.models[i]?.share, c.touches, c.people, c.touched, c.assisted, d.as_of]))],
    picture: drawn(d).length > 0 ? (c) => pictureOf(d, 'share', { worth, nameOf, modelName, axis: worth.share }, c) : null, height: heightOf(d),
  };
};
