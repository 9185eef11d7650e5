using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Upstream;

/// <summary>A message as upstream holds it until the broker has confirmed it.</summary>
/// <param name="Exchange">The exchange to which it is published.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Record">The record that it states; null: poison.</param>
/// <param name="Poison">The poison in it; null: it is good.</param>
internal sealed record Message(string Exchange, byte[] Body, PaiementEmis? Record, Poison? Poison);

/// <summary>A message that must end in quarantine.</summary>
/// <param name="Marker">A text that its body contains and no other does.</param>
/// <param name="Kind">The kind of fault in it.</param>
/// <param name="Nir">The NIR inside it, which must be kept nowhere; null: none.</param>
internal sealed record Poison(string Marker, string Kind, string? Nir);
