export interface FieldProps { value: string; onChange: (v: string) => void; id?: string; label: string; disabled?: boolean }
