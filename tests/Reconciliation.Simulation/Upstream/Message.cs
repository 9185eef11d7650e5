using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Upstream;

/// <summary>A message as upstream holds it until the broker has confirmed it.</summary>
/// <param name="Exchange">Where it is published.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Record">What it states; null: poison.</param>
/// <param name="Poison">What makes it poison; null: it is good.</param>
internal sealed record Message(string Exchange, byte[] Body, PaiementEmis? Record, Poison? Poison);

/// <summary>A message that must end in quarantine.</summary>
/// <param name="Marker">A text that its body contains and no other does.</param>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Nir">The NIR inside it, which must be kept nowhere; null: none.</param>
internal sealed record Poison(string Marker, string Kind, string? Nir);
