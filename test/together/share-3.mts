import { runShare } from './share.mts';

runShare(3);
