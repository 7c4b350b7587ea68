/* Tasks, check-ins, badges, draws: loaded when one of them is opened, so that points and coupons do not wait for them. */
import './play.css';
import { learn } from '../text';
import { playWords } from './strings';

learn(playWords);
export { tasks } from './tasks';
export { checkIn } from './checkin';
export { badges } from './badges';
export { draws } from './draws';
