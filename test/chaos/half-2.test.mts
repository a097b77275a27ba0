import { playHalf } from './play-half.mts';

playHalf(2);
