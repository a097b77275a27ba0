import { runFirstShare } from './share.mts';

runFirstShare(2);
