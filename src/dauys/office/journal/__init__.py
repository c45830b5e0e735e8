"""The journal: every act, appended in the transaction of the rows it changes; and the state that the acts make."""
