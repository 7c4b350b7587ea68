import { Button, Tooltip, type ButtonProps } from 'antd';

/** A button that says why it cannot be used, on hover and on focus (rule 22): give `reason` instead of `disabled`. */
export function ActionButton({ reason, onClick, ...props }: Omit<ButtonProps, 'disabled'> & { reason?: string | null | undefined | false }) {
  if (!reason) return <Button {...props} onClick={onClick} />;
  return (
    <Tooltip title={reason}>
      <Button {...props} aria-disabled="true" className={`action-off ${props.className ?? ''}`} htmlType="button" onClick={(e) => e.preventDefault()} />
    </Tooltip>
  );
}
