using Reconciliation.Contracts;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>A source of records, opened before anything is sent, and how far it was imported.</summary>
internal sealed class ImportSource : IDisposable
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private readonly bool _keepsPlace;

    private ImportSource(string path, Stream stream, bool fromTheStart)
    {
        (Path, Stream) = (path, stream);
        var fresh = ImportMark.OfUnread(stream);
        Mark = stream.CanSeek && !fromTheStart ? ImportMark.Read(path, fresh) : fresh;
        _keepsPlace = stream.CanSeek && CanKeep();
    }

    /// <summary>The path; <c>-</c> is standard input.</summary>
    public string Path { get; }

    /// <summary>Its name as it is reported and kept: a NIR in it is neither.</summary>
    public string Name => Nir.Caviarder(System.IO.Path.GetFileName(Path), aussiSansCle: true);

    /// <summary>The bytes.</summary>
    public Stream Stream { get; }

    /// <summary>The place up to which the source was imported.</summary>
    public ImportMark Mark { get; private set; }

    /// <summary>Opens a source.</summary>
    /// <param name="path">The path; <c>-</c> is standard input.</param>
    /// <param name="fromTheStart">Whether to ignore the mark that an interrupted command left.</param>
    /// <exception cref="StartupRefusedException">It cannot be read.</exception>
    public static ImportSource Open(string path, bool fromTheStart)
    {
        try
        {
            return new(path, path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path), fromTheStart);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartupRefusedException($"The file {path} cannot be read.");
        }
    }

    /// <summary>Moves the mark, and keeps it where there is a place for it.</summary>
    /// <param name="mark">The mark.</param>
    public void Move(ImportMark mark)
    {
        Mark = mark;
        if (_keepsPlace)
        {
            mark.Write(Path);
        }
    }

    /// <summary>Forgets the place: the command has ended, or the source will have to be another.</summary>
    public void Forget()
    {
        if (_keepsPlace)
        {
            ImportMark.Erase(Path);
        }
    }

    public void Dispose() => Stream.Dispose();

    private bool CanKeep()
    {
        try
        {
            Mark.Write(Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"No place is kept beside {Path}, where nothing can be written: interrupted, its import begins anew.");
            return false;
        }
    }
}
