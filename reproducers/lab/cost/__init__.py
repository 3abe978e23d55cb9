"""Operations, memory and money, counted or estimated."""
