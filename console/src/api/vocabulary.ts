import { useApi } from './hooks';

/** The words of the workspace: events, attributes, segments, classes. They change seldom; one answer serves every field. */
export const useVocabulary = () => useApi('vocabulary', {}, { live: false, fresh: 300_000 });
