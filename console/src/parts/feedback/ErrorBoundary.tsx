import { Component, type ReactNode } from 'react';
import { Crash } from './Crash';

/** Keeps a page's failure within the page; `resetKey` (the address) gives the next page a fresh start. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey: string }, { error: unknown; key: string }> {
  override state: { error: unknown; key: string } = { error: null, key: this.props.resetKey };
  static getDerivedStateFromError(error: unknown) { return { error: error ?? new Error('unknown') }; }
  static getDerivedStateFromProps(props: { resetKey: string }, state: { error: unknown; key: string }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }
  override render() {
    return this.state.error ? <Crash error={this.state.error} /> : this.props.children;
  }
}
