using System.Security.Cryptography;

namespace Reconciliation.Recon;

/// <summary>
/// Tells one file from another by its content, under whatever names both come: a link of either kind, a folder mounted twice, standard
/// input. The runtime gives no number of a file, and its locks are not kept on every file system. Two of one content may be copies.
/// </summary>
/// <param name="Size">The number of bytes.</param>
/// <param name="Head">The fingerprint of the first ones.</param>
internal readonly record struct FileContent(long Size, string Head)
{
    private const int HeadBytes = 64 * 1024;

    /// <summary>The content of a file; of one that has no places, as a pipe, nothing is known, and nothing is read.</summary>
    /// <param name="file">The file, which stays where it is.</param>
    public static FileContent Of(FileStream file)
    {
        if (!file.CanSeek)
        {
            return new(0, "");
        }

        var (head, count) = (new byte[HeadBytes], 0);
        while (count < head.Length && RandomAccess.Read(file.SafeFileHandle, head.AsSpan(count), count) is > 0 and var read)
        {
            count += read;
        }

        return new(RandomAccess.GetLength(file.SafeFileHandle), Convert.ToHexStringLower(SHA256.HashData(head.AsSpan(0, count))));
    }

    /// <summary>Whether both may be one file that holds something.</summary>
    /// <param name="other">The content of the other one.</param>
    public bool MayBe(FileContent other) => Size > 0 && this == other;
}
