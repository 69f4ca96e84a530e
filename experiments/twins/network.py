"""One small transformer for all four twins, in PyTorch: only mask, objective and head differ."""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER, PLACES = 48, 2, 4, 192, 14
PAD, BOS, EOS, MASK = range(4)


class Layer(nn.Module):
    """Attention, then two matrices with a ReLU between; each after a norm and added to its input."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(WIDTH, eps=1e-6), nn.RMSNorm(WIDTH, eps=1e-6)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, INNER, bias=False), nn.Linear(INNER, WIDTH, bias=False)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """``seen`` says, for each place, which places it may look at: (batch or 1, places, places)."""
        batch, length, _ = x.shape
        y = self.norm1(x)
        q, k, v = (m(y).view(batch, length, HEADS, -1).transpose(1, 2) for m in (self.query, self.key, self.value))
        y = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None])
        x = x + self.out(y.transpose(1, 2).reshape(batch, length, WIDTH))
        return x + self.down(torch.relu(self.up(self.norm2(x))))


class Twin(nn.Module):
    """The network up to its last norm. The table of words is also the output head; ``head`` is the embedder's."""

    def __init__(self, words: int, causal: bool, embeds: bool = False) -> None:
        super().__init__()
        self.causal = causal
        self.words, self.places = nn.Embedding(words, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.RMSNorm(WIDTH, eps=1e-6)
        self.head = nn.Linear(WIDTH, WIDTH, bias=False) if embeds else None
        for table in (self.words, self.places):
            nn.init.normal_(table.weight, std=0.05)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens (batch, places) to one vector a place (batch, places, WIDTH)."""
        length = tokens.shape[1]
        seen = (tokens != PAD)[:, None, :].expand(-1, length, -1)
        if self.causal:
            seen = seen & torch.ones(length, length, dtype=torch.bool).tril()
        x = self.words(tokens) + self.places.weight[:length]
        for layer in self.layers:
            x = layer(x, seen)
        return self.norm(x)

    def scores(self, tokens: Tensor) -> Tensor:
        """A score for every word at every place, before softmax; the four signs that are no words are left out, but not the end."""
        scores = self(tokens) @ self.words.weight.T
        scores[..., [PAD, BOS, MASK]] = -torch.inf
        return scores

    def vector(self, tokens: Tensor) -> Tensor:
        """One vector of length 1 for the whole sentence, read at its last place."""
        last = (tokens != PAD).sum(1) - 1
        vectors = self(tokens)[torch.arange(len(tokens)), last]
        return functional.normalize(self.head(vectors) if self.head else vectors, dim=-1)
