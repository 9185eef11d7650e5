using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The fingerprints of stored lines, each at the version at which it can be compared: the one at which its line is stored. A later
/// version than this process knows was written by the next version of the service: such a line is compared at the last one known here.
/// </summary>
internal sealed class KnownEmpreintes
{
    private readonly EmpreinteMembers _members;
    private readonly HashSet<Guid> _current = [];
    private readonly HashSet<(short Version, Guid Empreinte)> _earlier = [];
    private readonly short[] _earlierVersions;

    public KnownEmpreintes(IReadOnlyList<StoredLigne> stored, EmpreinteMembers members)
    {
        _members = members;
        foreach (var line in stored)
        {
            if (line.EmpreinteVersion < members.CurrentVersion)
            {
                _earlier.Add((line.EmpreinteVersion, line.Empreinte));
            }
            else
            {
                _current.Add(line.EmpreinteVersion == members.CurrentVersion ? line.Empreinte : At(members.CurrentVersion, line.Ligne));
            }
        }

        _earlierVersions = [.. _earlier.Select(e => e.Version).Distinct()];
    }

    /// <summary>Whether a line is stored: a fingerprint names the line and its revision too.</summary>
    /// <param name="line">The line.</param>
    public bool Contain(ReceivedLigne line) =>
        _current.Contains(line.Empreinte.ToUuid())
        || Array.Exists(_earlierVersions, version => _earlier.Contains((version, At(version, line.Ligne))));

    private Guid At(short version, Ligne line) => Empreinte.Of(line, version, _members).ToUuid();
}
