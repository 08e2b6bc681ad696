/** The sheet behind `?`: the keys that act on the page that is open, and those that act everywhere. */
import { Modal } from '@mantine/core';
import classes from './key-sheet.module.css';
import { useShortcuts } from './shortcuts.tsx';

export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const shortcuts = useShortcuts();
  const go = shortcuts.filter(({ keys }) => keys.startsWith('g '));
  const acts = shortcuts.filter(({ keys }) => !keys.startsWith('g '));
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg" centered>
      <div className={classes.columns}>
        {[
          { name: 'On this page', of: acts },
          { name: 'Go to', of: go },
        ].map(({ name, of }) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl className={classes.keys}>
              {of.map(({ keys, words }) => (
                <div key={keys}>
                  <dt>
                    {keys.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
